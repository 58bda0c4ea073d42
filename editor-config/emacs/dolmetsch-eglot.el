;;; dolmetsch-eglot.el --- Dolmetsch with eglot  -*- lexical-binding: t; -*-

;; Eglot is part of Emacs 29 and newer; for Emacs 28, install it as a package.
;; In init.el:
;;   (add-to-list 'load-path "~/.emacs.d/dolmetsch")
;;   (require 'dolmetsch-eglot)

;;; Code:

(require 'dolmetsch)
(require 'cl-lib)
(require 'eglot)

(defclass dolmetsch-eglot-server (eglot-lsp-server) ()
  :documentation "Dolmetsch, as eglot knows it.")

;; In front of the servers that eglot knows, but `text-mode' behind them: YAML and
;; others derive from it.
(let* ((modes (mapcar (lambda (mode) (list (car mode) :language-id (cdr mode)))
                      dolmetsch-modes))
       (text (assq 'text-mode modes))
       (contact (lambda (&rest _)
                  (cons 'dolmetsch-eglot-server dolmetsch-command))))
  (push (cons (remq text modes) contact) eglot-server-programs)
  (when text
    (setq eglot-server-programs
          (append eglot-server-programs (list (cons text contact))))))

(add-hook 'text-mode-hook #'dolmetsch-eglot-ensure)
(add-hook 'eglot-managed-mode-hook #'dolmetsch-eglot--set-up)

(defun dolmetsch-eglot-ensure ()
  "Start the server for this buffer, if its mode is one of `dolmetsch-modes'."
  (when (dolmetsch-wanted-p)
    (eglot-ensure)))

(defun dolmetsch-eglot--set-up ()
  "Make hover and completion show all that the server says.
Eglot would leave out a part of it."
  (when (and (eglot-managed-p)
             (cl-typep (eglot-current-server) 'dolmetsch-eglot-server))
    (dolmetsch-mode)
    (setq-local dolmetsch-execute-function #'dolmetsch-eglot--execute)
    (dolmetsch-eglot--replace 'eldoc-documentation-functions
                              #'eglot-hover-eldoc-function
                              #'dolmetsch-eglot--hover)
    (dolmetsch-eglot--replace 'completion-at-point-functions
                              #'eglot-completion-at-point
                              #'dolmetsch-eglot--completion)))

(defun dolmetsch-eglot--replace (hook function by)
  "In this buffer's HOOK, put BY in the place of FUNCTION."
  (remove-hook hook function t)
  (add-hook hook by nil t))

(defun dolmetsch-eglot--hover (show &rest _)
  "Have SHOW put the whole hover into the echo area.
Newer versions of eglot show its first line there."
  (eglot-hover-eldoc-function (lambda (text &rest _) (funcall show text))))

(defun dolmetsch-eglot--completion ()
  "Complete the word at point by all that the server offers."
  (pcase (and (eglot-managed-p) (eglot-completion-at-point))
    (`(,_ ,_ ,table . ,properties)
     (when-let* ((words (all-completions "" table))
                 (item (get-text-property 0 'eglot--lsp-item (car words)))
                 (edit (plist-get item :textEdit))
                 (word (eglot--range-region (plist-get edit :range))))
       ;; eglot's own `:exit-function' eats a character where the new word is
       ;; shorter than the old one
       `(,(car word) ,(cdr word)
         ,(dolmetsch-completion-table words (car word) (cdr word))
         :exit-function ignore :exclusive no . ,properties)))))

(defun dolmetsch-eglot--execute (command range open)
  "Have the server carry out COMMAND on this buffer and RANGE.
OPEN what it made."
  (let ((document (plist-get (eglot--TextDocumentIdentifier) :uri))
        (range (and range
                    (list :start (eglot--pos-to-lsp-position (car range))
                          :end (eglot--pos-to-lsp-position (cdr range))))))
    (jsonrpc-async-request
     (eglot-current-server) :workspace/executeCommand
     (list :command command
           :arguments (if range (vector document range) (vector document)))
     :success-fn (lambda (result) (funcall open (plist-get result :uri)))
     :error-fn (jsonrpc-lambda (&key message &allow-other-keys)
                 (message "Dolmetsch: %s" message))
     :timeout nil  ; a long document takes a while
     :deferred :workspace/executeCommand)))

(cl-defmethod eglot-initialization-options ((_server dolmetsch-eglot-server))
  "The user's settings."
  (or dolmetsch-settings (make-hash-table)))

(cl-defmethod eglot-handle-request :around
  ((_server dolmetsch-eglot-server) (_method (eql 'workspace/applyEdit)) &rest _)
  "Make an edit without asking: the server sends those that the user wants."
  (let ((eglot-confirm-server-initiated-edits nil))
    (cl-call-next-method)))

(cl-defmethod eglot-register-capability
  ((_server dolmetsch-eglot-server)
   (_method (eql 'workspace/didChangeWatchedFiles)) _id &rest _)
  "Watch no files.
Eglot would list all there are below the document's directory, and the server
looks at its glossaries by itself.")

(provide 'dolmetsch-eglot)
;;; dolmetsch-eglot.el ends here
